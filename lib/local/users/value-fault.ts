import type { LocalAttribute } from '../model.ts';

const NUMBER = /^-?\d+$/;
const FLAG = /^(true|false)$/i;
// What Cognito takes as a DateTime isn't documented: here ISO 8601.
const DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * What is wrong with an attribute's value, as it stands behind the attribute's name in Cognito's error; undefined where
 * nothing is. Only the texts of lengths are Cognito's (docs/cognito.md#35-the-schema), the others are like them.
 */
export function valueFault({ type, min, max }: LocalAttribute, value: string): string | undefined {
  if (type === 'Boolean') return FLAG.test(value) ? undefined : 'Attribute value must be a boolean';
  if (type === 'DateTime') {
    const isDate = DATE.test(value) && !Number.isNaN(Date.parse(value));
    return isDate ? undefined : 'Attribute value must be a date';
  }
  if (type === 'Number') {
    if (!NUMBER.test(value)) return 'Attribute value must be a number';
    if (min !== undefined && Number(value) < min) return `Number must be no less than ${min}`;
    return max !== undefined && Number(value) > max ? `Number must be no greater than ${max}` : undefined;
  }
  if (min !== undefined && value.length < min) return `String must be no shorter than ${min} characters`;
  return max !== undefined && value.length > max ? `String must be no longer than ${max} characters` : undefined;
}
