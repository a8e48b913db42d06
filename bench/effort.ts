/** How much is measured. */
export interface Effort {
  /** Of each program; the least check time counts, for the machine may be busy. */
  readonly compilations: number;
  /** The largest number of scopes or routes up to which growth is followed. */
  readonly growth: number;
  /** Of each micro benchmark, every other one in the opposite order. */
  readonly rounds: number;
  /** What each way gets in each round. */
  readonly nanoseconds: number;
  /** Of each kind to each language server. */
  readonly requests: number;
  /** How many times the servers under load are started anew, how often each takes its turn, and for how long. */
  readonly generations: number;
  readonly slices: number;
  readonly sliceSeconds: number;
}

export const full: Effort = {
  compilations: 3,
  growth: 12_800,
  rounds: 12,
  nanoseconds: 30e6,
  requests: 20,
  generations: 4,
  slices: 3,
  sliceSeconds: 0.5,
};

/** For CI: every figure, but timings only as good as one look at them. */
export const quick: Effort = {
  compilations: 1,
  growth: 1_600,
  rounds: 4,
  nanoseconds: 8e6,
  requests: 8,
  generations: 1,
  slices: 1,
  sliceSeconds: 0.2,
};
