import { CfnElement, CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type RenderedResource, renderedResources } from './rendered-properties.ts';
import { REFERENCES } from './which-pool.ts';

/** A resource of the app, as its template will have it. */
export interface ResourceOfApp extends RenderedResource {
  /** What people know it by: the path of an L2 construct, not its child's. */
  readonly path: string;
  /** What puts it into its stack's template. */
  readonly element: CfnElement;
  /** Its properties, with what each reference leads to, for `isOfAnotherPool`. */
  readonly references: Readonly<Record<string, unknown>>;
}

/**
 * The app's resources of some types, wherever in it they are made: overrides that were added by hand, and templates that
 * are included, too.
 */
export const resourcesOfApp = ({ node }: IConstruct, isWanted: (type: string) => boolean): readonly ResourceOfApp[] =>
  node.root.node
    .findAll()
    .filter((construct) => CfnElement.isCfnElement(construct))
    .filter((element) => mayBe(element, isWanted))
    .flatMap((element) => {
      const references = new Map(
        renderedResources(element, REFERENCES).map(({ logicalId, properties }) => [logicalId, properties]),
      );
      return renderedResources(element)
        .filter(({ type }) => isWanted(String(type)))
        .map((resource): ResourceOfApp => {
          const { logicalId } = resource;
          return {
            ...resource,
            element,
            path: pathOf(element, logicalId),
            references: references.get(logicalId) ?? {},
          };
        });
    });

const pathOf = (element: CfnElement, logicalId: string): string =>
  CfnResource.isCfnResource(element)
    ? element.node.path.replace(/(\/(Resource|Default))+$/, '')
    : `${element.node.path}/${logicalId}`;

/** What an override of the resource's type is kept in; it isn't in CDK's types. */
interface Overridden {
  readonly rawOverrides?: { readonly Type?: unknown };
}

/** Spares the app's other resources their rendering. An element that is no resource may be a template, included as it is. */
function mayBe(element: CfnElement, isWanted: (type: string) => boolean): boolean {
  if (!CfnResource.isCfnResource(element)) return 'template' in element;
  const { rawOverrides } = element as unknown as Overridden;
  return isWanted(element.cfnResourceType) || rawOverrides?.Type !== undefined;
}
