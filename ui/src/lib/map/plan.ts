// What a file says of a feature, in the order a crew reads it: the plan, what is dangerous, who to call, how to get in, what
// is attached; then everything else as it stands in the file. Pure.

/** Fields that have a name of ours, with the words files use for them. */
const KNOWN = {
  text: ['text', 'plan', 'description', 'notes', 'note', '说明', '预案', '备注'],
  hazards: ['hazards', 'hazard', 'danger', 'dangers', '危险', '危险源', '危险品'],
  contacts: ['contacts', 'contact', 'phone', 'tel', '联系人', '电话', '联系电话'],
  access: ['access', 'entrance', 'keys', '入口', '进入', '钥匙'],
  attachments: ['attachments', 'attachment', 'files', 'documents', '附件'],
} as const;

/** A field that is shown by a name of ours. */
export type PlanField = keyof typeof KNOWN;

/** One line of a card; several values stand under each other. */
export interface PlanLine {
  /** Ours, or null with the file's own word. */
  field: PlanField | null;
  key: string;
  values: string[];
}

/** The lines of a feature's properties. */
export function planLines(properties: Readonly<Record<string, string>>): PlanLine[] {
  const lines = Object.entries(properties).map(([key, value]): PlanLine => {
    const word = key.toLowerCase();
    const field = (Object.keys(KNOWN) as PlanField[]).find((name) => (KNOWN[name] as readonly string[]).includes(word)) ?? null;
    return { field, key, values: valuesOf(value, field === 'attachments') };
  });
  const order = Object.keys(KNOWN);
  const rank = (line: PlanLine) => (line.field === null ? order.length : order.indexOf(line.field));
  return lines.sort((a, b) => rank(a) - rank(b) || (a.key < b.key ? -1 : 1));
}

// A list in the file comes as JSON text; names of attachments may also be parted by semicolons or lines.
function valuesOf(value: string, parted: boolean): string[] {
  if (value.startsWith('[')) {
    try {
      const list: unknown = JSON.parse(value);
      if (Array.isArray(list)) return list.map((it) => (typeof it === 'string' ? it : JSON.stringify(it)));
    } catch {
      // It only looked like a list.
    }
  }
  return parted ? value.split(/[;；\n]/).map((name) => name.trim()).filter(Boolean) : [value];
}
