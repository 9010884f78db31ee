/** Of `@vitejs/plugin-vue` what the pages use. */
export default function vue(options: {
  readonly template: { readonly compilerOptions: { readonly isCustomElement: (tag: string) => boolean } };
}): { readonly name: string };
