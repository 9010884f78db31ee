/** What stands before a secret's name, in an ARN. */
const BEFORE_NAME = /^arn:(?:[^:]*:){5}/;

/** Whether an id of Secrets Manager is an ARN. */
export const isSecretArn = (id: string): boolean => BEFORE_NAME.test(id);

/** The name in a secret's ARN, with the letters that AWS adds; a name as it is. */
export const secretNameOf = (id: string): string => id.replace(BEFORE_NAME, '');

/** The names that an id may mean, the likeliest first: AWS ends an ARN with a dash and six letters of its own. */
export const secretNamesIn = (id: string): readonly string[] =>
  isSecretArn(id) ? [secretNameOf(id), secretNameOf(id).replace(/-[A-Za-z0-9]{6}$/, '')] : [id];
