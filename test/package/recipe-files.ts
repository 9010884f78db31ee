import { blocksOf, examplesOf } from '../docs/markdown.ts';
import type { Files } from './packed.ts';

const PAGE = 'docs/ui.md';

/** What the recipes' projects install, beside the package itself. */
export const RECIPE_PACKAGES = [
  '@types/react@19.3.0',
  '@vitejs/plugin-react@6.3.0',
  '@vitejs/plugin-vue@6.0.11',
  'aws-jwt-verify@5.2.1',
  'esbuild@0.28.2',
  'next@16.4.6',
  'react@19.3.1',
  'react-dom@19.3.1',
  'typescript@5.9.3',
  'vite@8.3.8',
  'vue@3.5.45',
];

const examples: Files = Object.fromEntries(examplesOf(PAGE).map(({ file, code }) => [file, code]));
const [vueComponent = ''] = blocksOf(PAGE, 'vue');
/** The page of plain HTML. */
export const [htmlRecipe = ''] = blocksOf(PAGE, 'html');
/** The command that bundles its script. */
export const [bundleCommand = ''] = blocksOf(PAGE, 'sh');
/** A file that the page shows. */
export const example = (file: string): string => {
  const code = examples[file];
  if (code === undefined) throw new Error(`${PAGE} has no ${file}`);
  return code;
};
const from = (folder: string, files: readonly string[]): Files =>
  Object.fromEntries(files.map((file) => [`${folder}/${file}`, example(file)]));

/** What `npm create vite` and `create-next-app` write beside. */
const shell = (script: string): string =>
  `<!doctype html><html lang="en"><head><link rel="icon" href="data:,"></head><body><div id="app"></div>` +
  `<script type="module" src="/src/${script}"></script></body></html>`;
const templates: Files = {
  'package.json': '{"name":"recipes","private":true,"type":"module"}',
  'react/index.html': shell('main.tsx'),
  'react/tsconfig.json': '{"compilerOptions":{"jsx":"react-jsx"}}',
  'react/vite.config.ts': `import react from '@vitejs/plugin-react';\nexport default { plugins: [react()] };\n`,
  'react/src/main.tsx': `
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import App from './App.tsx';
createRoot(document.getElementById('app')!).render(<StrictMode><App /></StrictMode>);
`,
  'vue/index.html': shell('main.ts'),
  'vue/src/main.ts': `import { createApp } from 'vue';\nimport App from './App.vue';\ncreateApp(App).mount('#app');\n`,
  'next/package.json': '{"name":"shop","private":true}',
  // Types are checked where the page's examples are: here again they would take longer than the build.
  'next/next.config.mjs': 'export default { typescript: { ignoreBuildErrors: true } };',
  'next/app/layout.tsx': `
export default function Layout({ children }: { children: React.ReactNode }) {
  return <html lang="en"><body>{children}</body></html>;
}
`,
};

/** The files of all recipes' projects: a folder for each, `public` for plain HTML. */
export const recipeFiles: Files = {
  ...templates,
  ...from('react', ['lambdas/sign-in.ts', 'src/auth.ts', 'src/App.tsx']),
  ...from('vue', ['lambdas/sign-in.ts', 'src/auth.ts', 'vite.config.ts']),
  'vue/src/App.vue': vueComponent,
  ...from('next', ['lambdas/sign-in.ts', ...Object.keys(examples).filter((file) => file.startsWith('app/'))]),
  'html/sign-in.ts': example('html/sign-in.ts'),
  'public/index.html': htmlRecipe,
};
