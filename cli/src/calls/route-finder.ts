/**
 * Finds the route of a table that has the shape of another one, however its parameters are written and named. A route of
 * GET answers HEAD as well (RFC 9110 §9.3.2), unless the table has one of HEAD.
 */
export function routeFinder(routes: readonly string[]): (route: string) => string {
  const shapeOf = (route: string) => route.replace(/:\w+|\{[^}/]*\}/g, ':').replace(/\/\*\w*$/, '/*');
  const byShape = new Map(routes.map((route) => [shapeOf(route), route]));
  return (route) => {
    const shape = shapeOf(route);
    return byShape.get(shape) ?? byShape.get(shape.replace(/^HEAD /, 'GET ')) ?? route;
  };
}
