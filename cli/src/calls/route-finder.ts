/** Finds the route of a table that has the shape of another one, however its parameters are written and named. */
export function routeFinder(routes: readonly string[]): (route: string) => string {
  const shapeOf = (route: string) => route.replace(/:\w+|\{[^}/]*\}/g, ':').replace(/\/\*\w*$/, '/*');
  const byShape = new Map(routes.map((route) => [shapeOf(route), route]));
  return (route) => byShape.get(shapeOf(route)) ?? route;
}
