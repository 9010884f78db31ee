/** What has the focus where a node stands: in the page, or in a shadow root of the page's. */
export const focusedBeside = (node: Node): Element | null =>
  (node.getRootNode() as Partial<DocumentOrShadowRoot>).activeElement ?? document.activeElement;

/** Whether an element may take the focus without disturbing anybody: it is there already, around it, or nowhere. */
export function mayTakeFocus(into: Element): boolean {
  const focused = focusedBeside(into);
  return !focused || focused === document.body || focused.contains(into) || into.contains(focused);
}
