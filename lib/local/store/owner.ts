/** The user that a row belongs to. */
export interface Owner {
  readonly userPoolId: string;
  readonly userName: string;
}

/** A constraint of a table whose rows go with their user. */
export const OF_A_USER = 'FOREIGN KEY (user_pool_id, user_name) REFERENCES users ON DELETE CASCADE';

/** A condition for one user's rows. */
export const OWNED = 'user_pool_id = :userPoolId AND user_name = :userName';
