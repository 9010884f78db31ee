import type { CdkApp } from './cdk-app.ts';
import { clientSnippet, snippetPath } from './client-snippet.ts';
import { type FlowFile, NEW_FLOW } from './flow-file.ts';
import { HELLO_FLOW, newProjectFiles } from './hello-world.ts';
import { localCommand, type NextCommand, nextCommands } from './next-commands.ts';
import type { PackageSpec } from './package-spec.ts';
import type { ProjectFacts } from './project-facts.ts';
import { fileWithConstruct, insertIntoStack, stackFilesOf, stackLines } from './stack-lines.ts';

/** What `init` does in a folder, and says. Paths are those from the folder. */
export interface ProjectPlan {
  /** None of them is there. */
  readonly files: readonly { readonly path: string; readonly text: string; readonly about?: string }[];
  /** A file that lines are added to. */
  readonly edits: readonly { readonly path: string; readonly before: string; readonly after: string }[];
  /** What is there already, and stays as it is. */
  readonly present: readonly string[];
  /** Whether npm is run. */
  readonly installs: boolean;
  /** What the person has to do or to know, a paragraph each. */
  readonly notes: readonly string[];
  readonly next: readonly NextCommand[];
}

/** What the person chose. */
export interface PlanChoices {
  readonly spec: PackageSpec;
  /** The versions of esbuild that this package works with. */
  readonly esbuild: string;
  readonly install: boolean;
}

type Part = Pick<ProjectPlan, 'files' | 'edits' | 'present' | 'notes'>;

/** Decides what to do from what stands in a folder. */
export function planProject(facts: ProjectFacts, choices: PlanChoices): ProjectPlan {
  const flow = facts.flow ?? NEW_FLOW;
  const parts: readonly Partial<Part>[] = [
    planFlow(facts.flow),
    facts.manifest ? { present: ['package.json'] } : planPackage(facts, choices),
    facts.cdk ? planStack(facts.cdk) : {},
    planFrontEnd(facts, flow),
  ];
  const installs = !facts.manifest && choices.install;
  return {
    files: parts.flatMap(({ files }) => files ?? []),
    edits: parts.flatMap(({ edits }) => edits ?? []),
    present: parts.flatMap(({ present }) => present ?? []),
    notes: parts.flatMap(({ notes }) => notes ?? []),
    installs,
    next: nextCommands(facts, choices.spec, installs),
  };
}

const planFlow = (flow: FlowFile | undefined): Partial<Part> =>
  flow
    ? { present: [flow.path] }
    : { files: [{ path: NEW_FLOW.path, text: HELLO_FLOW, about: 'what a sign-in asks: change it as you like' }] };

function planPackage({ existing, ignoresPackages }: ProjectFacts, { spec, esbuild }: PlanChoices): Partial<Part> {
  const files = Object.entries(newProjectFiles(spec.dependency, esbuild));
  return {
    files: files.filter(([path]) => !existing.has(path)).map(([path, text = '']) => ({ path, text })),
    present: files.map(([path]) => path).filter((path) => existing.has(path)),
    notes: ignoresPackages ? [] : ['Add node_modules to .gitignore.'],
  };
}

function planStack({ language, sources }: CdkApp): Partial<Part> {
  if (typeof language === 'object') {
    const note =
      `This CDK app is in ${language.other}, and the construct is for apps in TypeScript or JavaScript: deploy the sign-in ` +
      'by one of these. To run it here needs no CDK app.';
    return { notes: [note] };
  }
  const done = fileWithConstruct(sources);
  if (done) return { present: [`CustomAuth in ${done.path}`] };
  const stacks = stackFilesOf(sources);
  const [stack] = stacks;
  const after = stacks.length === 1 && stack ? insertIntoStack(stack.text) : undefined;
  if (stack && after !== undefined) return { edits: [{ path: stack.path, before: stack.text, after }] };
  const requires = language === 'JavaScript' && !sources.some(({ text }) => /^import\b/m.test(text));
  const { importLine, statements } = stackLines(requires);
  const where = stacks.map(({ path }) => path).join(' or ') || 'the file of your stack';
  return {
    notes: [
      [
        `Put these lines into ${where}, the first beside its imports, the others into the stack's constructor:`,
        '',
        ...[importLine, ...statements].map((line) => `  ${line}`),
      ].join('\n'),
    ],
  };
}

function planFrontEnd({ frontEnds, cdk }: ProjectFacts, flow: FlowFile): Partial<Part> {
  const [frontEnd] = frontEnds;
  if (!frontEnd) return {};
  if (frontEnds.length > 1) {
    const named = frontEnds.map(({ folder }) => folder).join(', ');
    return {
      notes: [`There are several front ends: ${named}. Name the one that signs in: --front-end ${frontEnd.folder}`],
    };
  }
  const { existing } = frontEnd;
  if (existing?.isClient) return { present: [existing.path] };
  if (existing) {
    const note = `${existing.path} has the name that the client's file would have: make the client in a file of your own, by createAuthClient of countersign/client.`;
    return { present: [existing.path], notes: [note] };
  }
  const text = clientSnippet(frontEnd, flow, localCommand(cdk, frontEnd));
  return { files: [{ path: snippetPath(frontEnd), text, about: 'signs users in, from the front end' }] };
}
