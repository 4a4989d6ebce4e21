/** Takes short news of a long step, such as 「downloading 40 %」. */
export type Report = (news: string) => void;

/** For callers that do not care. */
export const quietly: Report = () => undefined;
