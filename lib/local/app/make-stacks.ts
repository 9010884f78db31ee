import { type JsonObject, listOf, objectOf, textOf } from '../settings/json-values.ts';
import { LocalAppError, UnresolvableValueError } from './errors.ts';
import type { Identity } from './identity.ts';
import { resolveCondition, resolveValue, type TemplateScope } from './intrinsics.ts';
import { attributeOfResource, referenceToResource } from './resource-values.ts';
import type { Stack, StackResource, StackSource } from './stack.ts';

/** Makes the stacks of an app, which may refer to each other. */
export function makeStacks(sources: readonly StackSource[], identity: Identity): readonly Stack[] {
  const stacks: Stack[] = [];
  for (const source of sources) stacks.push(makeStack(source, identity, stacks));
  return stacks;
}

function makeStack(source: StackSource, identity: Identity, stacks: readonly Stack[]): Stack {
  const { stackName, region, accountId, template } = source;
  const resources = new Map<string, StackResource>();
  const conditions = objectOf(template.Conditions);
  const outputs = objectOf(template.Outputs);
  const underWay = new Set<string>();

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
      `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/${identity.stackUuid(stackName)}`,
    'AWS::StackName': () => stackName,
    'AWS::URLSuffix': () => 'amazonaws.com',
  };

  const scope: TemplateScope = {
    region,
    reference(name) {
      const pseudo = pseudoParameters[name];
      if (pseudo !== undefined) return pseudo();
      const parameters = objectOf(template.Parameters);
      if (name in parameters) return parameterValue(name, objectOf(parameters[name]));
      return once(`Ref ${name}`, () => referenceToResource(known(name), identity));
    },
    attribute: (logicalId, name) =>
      once(`${logicalId}.${name}`, () => attributeOfResource(known(logicalId), name, identity)),
    condition: (name) => once(`condition ${name}`, () => resolveCondition(conditions[name], scope)),
    mapping(map, key, name) {
      const value = objectOf(objectOf(objectOf(template.Mappings)[map])[key])[name];
      if (value === undefined) throw new UnresolvableValueError(`the mapping ${map} has no ${key}.${name}`);
      return value;
    },
    importValue(exportName) {
      const found = stacks.map((stack) => stack.exported(exportName)).find((value) => value !== undefined);
      if (found === undefined) throw new UnresolvableValueError(`no stack of the app exports ${exportName}`);
      return found.value;
    },
    stackOutput(otherName, outputName) {
      const other = stacks.find(
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

  for (const [logicalId, written] of Object.entries(objectOf(template.Resources))) {
    const { Type, Properties, Metadata, Condition } = objectOf(written);
    const condition = textOf(Condition);
    if (condition !== undefined && !scope.condition(condition)) continue;
    const properties = objectOf(Properties);
    resources.set(logicalId, {
      logicalId,
      type: String(Type),
      metadata: objectOf(Metadata),
      property(name) {
        try {
          return resolveValue(properties[name], scope);
        } catch (error) {
          if (!(error instanceof LocalAppError) || error.message.startsWith('Stack ')) throw error;
          throw new UnresolvableValueError(
            `Stack ${stackName}: ${name} of ${logicalId} (${Type}) can't be told before a deployment: ${error.message}.`,
            { cause: error },
          );
        }
      },
      get stack() {
        return stack;
      },
    });
  }

  const stack: Stack = {
    source,
    resources: [...resources.values()],
    resource: (logicalId) => resources.get(logicalId),
    output(name) {
      if (!(name in outputs)) throw new UnresolvableValueError(`the stack ${stackName} has no output ${name}`);
      return resolveValue(objectOf(outputs[name]).Value, scope);
    },
    exported(exportName) {
      for (const [name, output] of Object.entries(outputs)) {
        const exported = objectOf(objectOf(output).Export).Name;
        if (exported !== undefined && resolveValue(exported, scope) === exportName)
          return { value: stack.output(name) };
      }
      return undefined;
    },
  };
  return stack;
}

function parameterValue(name: string, { Type, Default }: JsonObject): unknown {
  if (String(Type).startsWith('AWS::SSM::Parameter::')) {
    throw new UnresolvableValueError(`the parameter ${name} is read from the Systems Manager at AWS`);
  }
  if (Default === undefined) throw new UnresolvableValueError(`the parameter ${name} has no default`);
  const isList = Type === 'CommaDelimitedList' || String(Type).startsWith('List<');
  return isList ? listOf(String(Default).split(',')) : Default;
}
