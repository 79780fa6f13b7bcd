// What a display on the wall asks beside what it shows: a seat that can change nothing, and whether the program still answers.
import { query, sitAtWall } from './index';

export const host = {
  sitAtWall,
  /** Rejects when the program does not answer. */
  alive: () => query('status', {}),
};
