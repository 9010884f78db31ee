/** Texts by their names: attributes, metadata, challenge parameters. */
export type TextMap = Readonly<Record<string, string>>;
