type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** Makes an element. An attribute that is undefined or false is left out; true stands there without a value. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string | undefined)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  setAttributes(made, attributes);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** Sets attributes, and removes those that are undefined or false. */
export function setAttributes(on: Element, attributes: Attributes): void {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) on.removeAttribute(key);
    else on.setAttribute(key, value === true ? '' : value);
  }
}
