/** Errors of Cognito's own challenges after which it takes another answer: it refused the answer, not the sign-in. */
export const ANSWER_AGAIN =
  /^(CodeMismatch|EnableSoftwareTokenMFA|InvalidParameter|InvalidPassword|PasswordHistoryPolicyViolation|TooManyRequests)Exception$/;
