import { defineScopes } from 'scopeproof';

export const crm = defineScopes('crm', {
  // biome-ignore format: one line per fact
  surfaces: { deep: ['a0', 'a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8', 'a9', 'a10', 'a11', 'a12', 'a13', 'a14', 'a15', 'a16', 'a17'] },
  implies: {
    a0: ['a1'], // ← wrong: longer than 16
    a1: ['a2'],
    a2: ['a3'],
    a3: ['a4'],
    a4: ['a5'],
    a5: ['a6'],
    a6: ['a7'],
    a7: ['a8'],
    a8: ['a9'],
    a9: ['a10'],
    a10: ['a11'],
    a11: ['a12'],
    a12: ['a13'],
    a13: ['a14'],
    a14: ['a15'],
    a15: ['a16'],
    a16: ['a17'],
  },
});
