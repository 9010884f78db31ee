import { signInCss } from './sign-in-css.ts';

let sheet: CSSStyleSheet | undefined;

/**
 * Gives the look to what an element stands in, unless it has it: the document, or a shadow root of the page's. As a constructed
 * sheet it is allowed under every Content-Security-Policy; an engine that has none takes `countersign/ui/style.css` by a link.
 */
export function adoptStyle(host: Element): void {
  const root = host.getRootNode();
  const place = root instanceof ShadowRoot ? root : host.ownerDocument;
  try {
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(signInCss);
    }
    // What else sets the page's sheets may have left this one out.
    if (!place.adoptedStyleSheets.includes(sheet)) place.adoptedStyleSheets = [...place.adoptedStyleSheets, sheet];
  } catch {
    // The sign-in works without it.
  }
}
