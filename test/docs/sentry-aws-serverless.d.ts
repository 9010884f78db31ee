/** Of `@sentry/aws-serverless` what the pages use. */
export function init(options: { readonly dsn: string }): void;
export function captureException(error: unknown): string;
export function flush(milliseconds: number): Promise<boolean>;
