import { signInCss } from './sign-in-css.ts';

const styled = new WeakSet<Node>();

/**
 * Gives the look to what an element stands in, once: the document, or a shadow root of the page's. As a constructed sheet it is
 * allowed under every Content-Security-Policy; an engine that has none takes `countersign/ui/style.css` by a link.
 */
export function adoptStyle(host: Element): void {
  const root = host.getRootNode();
  const place = root instanceof ShadowRoot ? root : host.ownerDocument;
  if (styled.has(place)) return;
  styled.add(place);
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(signInCss);
    place.adoptedStyleSheets = [...place.adoptedStyleSheets, sheet];
  } catch {
    // The sign-in works without it.
  }
}
