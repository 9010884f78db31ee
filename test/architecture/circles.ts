/** What each file imports, by their paths. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/**
 * The circles of a graph: each the files that import each other, by whatever way, in alphabetical order.
 *
 * @see Tarjan, Depth-first search and linear graph algorithms (1972)
 */
export function circlesIn(graph: ImportGraph): readonly (readonly string[])[] {
  const circles: string[][] = [];
  /** When a file was reached, and the earliest file that it leads back to. */
  const reached = new Map<string, { readonly order: number; earliest: number }>();
  const open: string[] = [];

  const visit = (file: string): { earliest: number } => {
    const order = reached.size;
    const own = { order, earliest: order };
    reached.set(file, own);
    open.push(file);
    for (const target of graph.get(file) ?? []) {
      const known = reached.get(target);
      if (known === undefined) own.earliest = Math.min(own.earliest, visit(target).earliest);
      else if (open.includes(target)) own.earliest = Math.min(own.earliest, known.order);
    }
    if (own.earliest === order) {
      const circle = open.splice(open.indexOf(file));
      if (circle.length > 1 || graph.get(file)?.includes(file)) circles.push(circle.sort());
    }
    return own;
  };

  for (const file of graph.keys()) if (!reached.has(file)) visit(file);
  return circles;
}
