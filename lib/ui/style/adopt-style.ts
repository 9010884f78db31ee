import { signInCss } from './sign-in-css.ts';

const styled = new WeakSet<Document>();

/**
 * Gives a document the look, once. As a constructed sheet it is allowed under every Content-Security-Policy; an engine that has
 * none takes `countersign/ui/style.css` by a link.
 */
export function adoptStyle(document: Document): void {
  if (styled.has(document)) return;
  styled.add(document);
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(signInCss);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  } catch {
    // The sign-in works without it.
  }
}
