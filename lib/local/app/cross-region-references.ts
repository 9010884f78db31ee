import type { StackResource } from './stack.ts';

const WRITER_TYPE = 'Custom::CrossRegionExportWriter';
const READER_TYPE = 'Custom::CrossRegionExportReader';

/**
 * What CDK's custom resources carry from one region to another (`crossRegionReferences`), by way of Systems Manager: what a
 * stack writes there, by the parameter's name.
 */
export function writtenAcrossRegions(name: string, resources: readonly StackResource[]): (() => unknown) | undefined {
  return resources
    .filter(({ type }) => type === WRITER_TYPE)
    .map((resource) => memberOf(resource, 'WriterProps', 'exports', name))
    .find((resolve) => resolve !== undefined);
}

/** What a stack of another region reads there: an attribute of its own resource. */
export const readAcrossRegions = (name: string, resource: StackResource): (() => unknown) | undefined =>
  resource.type === READER_TYPE ? memberOf(resource, 'ReaderProps', 'imports', name) : undefined;

function memberOf(
  resource: StackResource,
  property: string,
  object: string,
  name: string,
): (() => unknown) | undefined {
  const members = resource.members(property, object);
  return Object.hasOwn(members, name) ? members[name] : undefined;
}
