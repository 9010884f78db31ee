/** A map of texts, as Cognito's parameters, attributes and metadata are. */
export type TextMap = Readonly<Record<string, string>>;
