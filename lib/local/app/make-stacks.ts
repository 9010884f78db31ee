import { type JsonObject, listOf, objectOf, textOf } from '../settings/json-values.ts';
import { readTemplate } from './cloud-assembly.ts';
import { resolveDynamic } from './dynamic-references.ts';
import { UnresolvableValueError } from './errors.ts';
import { isIntrinsic, resolveCondition, resolveValue, type TemplateScope } from './intrinsics.ts';
import { ownMember, parameterValue } from './parameter-value.ts';
import { READ_TYPES, STACK_TYPE } from './resource-types.ts';
import { attributeOfResource, referenceToResource } from './resource-values.ts';
import type { AppSurroundings, Stack, StackResource, StackSource } from './stack.ts';
import { toldOr } from './told-or.ts';
import { toldApart } from './twin-stacks.ts';

/** Makes the stacks of an app, nested ones too; they may refer to each other. */
export function makeStacks(sources: readonly StackSource[], around: Omit<AppSurroundings, 'stacks'>): AppSurroundings {
  const stacks: Stack[] = [];
  const surroundings: AppSurroundings = { ...around, stacks };
  for (const source of toldApart(sources)) stacks.push(makeStack(source, surroundings));
  for (const stack of stacks) stacks.push(...stack.nested()); // those in them, too: the list grows while it is read
  return surroundings;
}

function makeStack(source: StackSource, surroundings: AppSurroundings, inherited: Inherited = NONE): Stack {
  const { identity, given, stacks } = surroundings;
  const { stackName, region, accountId, template } = source;
  const resources = new Map<string, StackResource>();
  const conditions = objectOf(template.Conditions);
  const outputs = objectOf(template.Outputs);
  const underWay = new Set<string>();
  const nested = new Map<string, Stack | undefined>();

  /**
   * Exports, parameters and secrets are known in their own account and region. Where none has one, any stack's is taken: a
   * stack that names no environment may be deployed beside it.
   */
  function nearestFirst(where = region): readonly Stack[] {
    const isBeside = ({ source: other }: Stack) => other.region === where && other.accountId === accountId;
    return [...stacks.filter(isBeside), ...stacks.filter((stack) => !isBeside(stack))];
  }

  /** Guards against values that refer to themselves. */
  function once<T>(what: string, work: () => T): T {
    if (underWay.has(what)) throw new UnresolvableValueError(`${what} refers to itself`);
    underWay.add(what);
    try {
      return work();
    } finally {
      underWay.delete(what);
    }
  }

  const pseudoParameters: Readonly<Record<string, () => unknown>> = {
    'AWS::AccountId': () => accountId,
    'AWS::NoValue': () => undefined,
    'AWS::NotificationARNs': () => [],
    'AWS::Partition': () => 'aws',
    'AWS::Region': () => region,
    'AWS::StackId': () =>
      `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/${identity.stackUuid(source)}`,
    'AWS::StackName': () => stackName,
    'AWS::URLSuffix': () => 'amazonaws.com',
  };

  const scope: TemplateScope = {
    region,
    reference(name) {
      const pseudo = Object.hasOwn(pseudoParameters, name) ? pseudoParameters[name] : undefined;
      if (pseudo !== undefined) return pseudo();
      const parameters = objectOf(template.Parameters);
      if (Object.hasOwn(parameters, name))
        return once(`parameter ${name}`, () => parameter(name, objectOf(parameters[name])));
      return once(`Ref ${name}`, () => referenceToResource(known(name), identity));
    },
    attribute: (logicalId, name) =>
      once(`${logicalId}.${name}`, () => {
        const resource = known(logicalId);
        const [, outputName] = resource.type === STACK_TYPE ? (/^Outputs\.(.+)$/.exec(name) ?? []) : [];
        if (outputName === undefined) return attributeOfResource(resource, name, identity);
        const nested = nestedIn(resource);
        if (nested) return nested.output(outputName);
        throw new UnresolvableValueError(`the nested stack ${logicalId} isn't read here`);
      }),
    condition: (name) =>
      once(`condition ${name}`, () => {
        const expression = ownMember(conditions, name);
        if (expression !== undefined) return resolveCondition(expression, scope);
        throw new UnresolvableValueError(`the stack ${stackName} has no condition ${name}`);
      }),
    mapping: (...path) => path.reduce(ownMember, template.Mappings),
    importValue(exportName) {
      const found = nearestFirst()
        .map((stack) => stack.exported(exportName))
        .find((value) => value !== undefined);
      if (found !== undefined) return found.value;
      const text = textOf(ownMember(given.exports, exportName));
      if (text !== undefined) return text;
      throw new UnresolvableValueError(`no stack of the app exports ${exportName}`, {
        way: `--export ${exportName}=…`,
      });
    },
    dynamicReference: (reference) =>
      once(`{{resolve:${reference}}}`, () => resolveDynamic(reference, { ...surroundings, stacks: nearestFirst() })),
    stackOutput(otherName, outputName, where) {
      const other = nearestFirst(where).find(
        (stack) => stack.source.stackName === otherName.split('/').at(otherName.startsWith('arn:') ? 1 : 0),
      );
      if (other === undefined) throw new UnresolvableValueError(`the app has no stack ${otherName}`);
      return other.output(outputName);
    },
  };

  function known(logicalId: string): StackResource {
    const resource = resources.get(logicalId);
    if (resource === undefined) throw new UnresolvableValueError(`the stack ${stackName} has no resource ${logicalId}`);
    return resource;
  }

  const parameter = (name: string, definition: JsonObject): unknown =>
    parameterValue(name, definition, {
      ...{ stackName, given },
      passed: inherited.parameter(name),
      dynamicReference: scope.dynamicReference,
    });

  /** The stack that a resource nests; undefined where its template is no file of the app. */
  function nestedIn(resource: StackResource): Stack | undefined {
    const { logicalId } = resource;
    if (nested.has(logicalId)) return nested.get(logicalId);
    const made = once(`nested stack ${logicalId}`, () => {
      const hash = hashIn(toldOr(() => resource.property('TemplateURL')));
      const file = hash === undefined ? undefined : source.assets.get(hash);
      if (hash === undefined || file === undefined) return undefined;
      if (inherited.templates.includes(hash))
        throw new UnresolvableValueError(`the nested stack ${logicalId} nests itself`);
      const name = identity.physicalName(source, logicalId);
      const passed = resource.members('Parameters');
      return makeStack({ ...source, stackName: name, template: readTemplate(file) }, surroundings, {
        nestedAs: logicalId,
        templates: [...inherited.templates, hash],
        parameter: (key) => (Object.hasOwn(passed, key) ? passed[key]?.() : undefined),
      });
    });
    nested.set(logicalId, made);
    return made;
  }

  for (const [logicalId, written] of Object.entries(objectOf(template.Resources))) {
    const { Type, Properties, Metadata, Condition } = objectOf(written);
    const condition = textOf(Condition);
    if (condition !== undefined && !holds(condition, { logicalId, type: String(Type) })) continue;
    const properties = objectOf(Properties);
    resources.set(logicalId, {
      logicalId,
      type: String(Type),
      metadata: objectOf(Metadata),
      property: (name) => placed(logicalId, name, () => resolveValue(ownMember(properties, name), scope)),
      members(...path) {
        const where = path.join('.') || 'properties';
        const object = objectOf(placed(logicalId, where, () => objectAt(properties, path)));
        return Object.fromEntries(
          Object.entries(object).map(([key, value]) => [
            key,
            () => placed(logicalId, [...path, key].join('.'), () => resolveValue(value, scope)),
          ]),
        );
      },
      get stack() {
        return stack;
      },
    });
  }

  /** What a path leads to, resolved no further than the path asks. */
  function objectAt(value: unknown, path: readonly string[]): unknown {
    const [name, ...rest] = path;
    const [condition, whenTrue, whenFalse] = listOf(isIntrinsic(value) ? objectOf(value)['Fn::If'] : undefined);
    // Members of what a condition chooses are resolved by themselves, too.
    if (condition !== undefined) return objectAt(scope.condition(String(condition)) ? whenTrue : whenFalse, path);
    const object = isIntrinsic(value) ? resolveValue(value, scope) : value;
    return name === undefined ? object : objectAt(objectOf(object)[name], rest);
  }

  /** Says which value can't be told. */
  function placed<T>(logicalId: string, name: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof UnresolvableValueError)) throw error;
      throw error.at(`Stack ${stackName}: ${name} of ${logicalId} (${resources.get(logicalId)?.type})`);
    }
  }

  /** Whether a resource is made. One that nothing here reads needn't be told. */
  function holds(condition: string, { logicalId, type }: Pick<StackResource, 'logicalId' | 'type'>): boolean {
    try {
      return scope.condition(condition);
    } catch (error) {
      if (!(error instanceof UnresolvableValueError)) throw error;
      if (!READ_TYPES.has(type)) return false;
      throw error.at(`Stack ${stackName}: whether there is ${logicalId} (${type}), by its condition ${condition},`);
    }
  }

  /** Whether there is an output. */
  function isMade(output: unknown): boolean {
    const condition = textOf(objectOf(output).Condition);
    return condition === undefined || scope.condition(condition);
  }

  const stack: Stack = {
    source,
    nestedAs: inherited.nestedAs,
    nested: () =>
      [...resources.values()].filter(({ type }) => type === STACK_TYPE).flatMap((each) => nestedIn(each) ?? []),
    resources: [...resources.values()],
    resource: (logicalId) => resources.get(logicalId),
    output(name) {
      if (!Object.hasOwn(outputs, name))
        throw new UnresolvableValueError(`the stack ${stackName} has no output ${name}`);
      if (!isMade(outputs[name]))
        throw new UnresolvableValueError(`the stack ${stackName} has no output ${name}: its condition doesn't hold`);
      return resolveValue(objectOf(outputs[name]).Value, scope);
    },
    exported(exportName) {
      for (const [name, output] of Object.entries(outputs)) {
        const exported = objectOf(objectOf(output).Export).Name;
        // One that can't be told is another one's.
        if (exported === undefined || toldOr(() => resolveValue(exported, scope)) !== exportName) continue;
        if (isMade(output)) return { value: stack.output(name) };
      }
      return undefined;
    },
  };
  return stack;
}

/** What a nested stack has of those that it is nested in. */
interface Inherited {
  /** What it is called there. */
  readonly nestedAs?: string;
  /** The templates that it is nested in, by their hashes. */
  readonly templates: readonly string[];
  /** What a parameter is given; undefined: nothing. */
  parameter(name: string): unknown;
}

const NONE: Inherited = { templates: [], parameter: () => undefined };

/** The hash of an asset at the end of a template's URL. */
const hashIn = (url: unknown): string | undefined => /([0-9a-f]{64})(?:\.[a-z.]+)?$/.exec(textOf(url) ?? '')?.[1];
