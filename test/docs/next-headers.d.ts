interface Cookies {
  get(name: string): { readonly value: string } | undefined;
  set(
    name: string,
    value: string,
    options: {
      readonly httpOnly: boolean;
      readonly secure: boolean;
      readonly sameSite: 'lax' | 'strict';
      readonly path: string;
      readonly maxAge: number;
    },
  ): unknown;
  delete(name: string): unknown;
}

/** Of `next/headers` what the pages use. */
export function cookies(): Promise<Cookies>;
