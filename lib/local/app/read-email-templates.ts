import type { LocalEmailTemplate } from '../model.ts';
import { objectOf, textOf } from '../settings/json-values.ts';
import { EMAIL_TEMPLATE_TYPE } from './resource-types.ts';
import { referenceToResource } from './resource-values.ts';
import type { AppSurroundings } from './stack.ts';
import { toldOr } from './told-or.ts';

/** The templates of Amazon SES that the app makes, as far as they can be told. */
export const readEmailTemplates = ({ stacks, identity }: AppSurroundings): readonly LocalEmailTemplate[] =>
  stacks
    .flatMap(({ resources }) => resources)
    .filter(({ type }) => type === EMAIL_TEMPLATE_TYPE)
    .flatMap((resource) => {
      const told = toldOr((): LocalEmailTemplate => {
        const { SubjectPart, TextPart, HtmlPart } = objectOf(resource.property('Template'));
        const [subject, text, html] = [SubjectPart, TextPart, HtmlPart].map(textOf);
        return {
          templateName: String(referenceToResource(resource, identity)),
          subject: subject ?? '',
          ...(text !== undefined && { text }),
          ...(html !== undefined && { html }),
        };
      });
      return told ?? [];
    });
