/** What a typed line names a closure, a call or something known of a place by: the end of its id. */
export const endOf = (id: string): string => id.slice(-6);
