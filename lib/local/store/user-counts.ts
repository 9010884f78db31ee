import { integer, primaryKey, text } from './columns.ts';
import { table } from './table.ts';

/** How many users each pool has: counted as they come and go. */
export const USER_COUNTS = table({
  name: 'user_counts',
  columns: { userPoolId: primaryKey(text), total: integer },
  triggers: [
    `CREATE TRIGGER users_come AFTER INSERT ON users BEGIN
  INSERT INTO user_counts VALUES (NEW.user_pool_id, 1) ON CONFLICT DO UPDATE SET total = total + 1;
END`,
    `CREATE TRIGGER users_go AFTER DELETE ON users BEGIN
  UPDATE user_counts SET total = total - 1 WHERE user_pool_id = OLD.user_pool_id;
END`,
  ],
});
