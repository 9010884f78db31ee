/**
 * Whether a text holds what the CDK writes for a value that only the deployment knows. The CDK's own `Token.isUnresolved`
 * says the same; this module is for those who work without the CDK, too.
 */
export const isTokenText = (text: string): boolean => /\$\{Token\[[\w:.-]+\]\}/.test(text);
