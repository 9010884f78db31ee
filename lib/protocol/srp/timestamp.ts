const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * The TIMESTAMP of a password claim, `EEE MMM d HH:mm:ss UTC yyyy`: English names whatever the locale, the day without a
 * leading zero. Cognito answers any other form with "Incorrect username or password."
 *
 * @example
 * timestampOf(new Date('2000-02-01T03:04:05Z')); // 'Tue Feb 1 03:04:05 UTC 2000'
 */
export function timestampOf(date: Date): string {
  const time = date.toISOString().slice(11, 19);
  const day = `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}`;
  return `${day} ${time} UTC ${date.getUTCFullYear()}`;
}
