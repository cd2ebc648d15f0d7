/** What may be done to an order: the route of each action and the fields of its form. The gateway says who may do which. */
export type FieldKind = 'long' | 'short' | 'unit' | 'moment' | 'word' | 'decision' | 'level' | 'yes'

export interface ActionField {
  /** The name in the body; of a `unit`, the names are `unit_area` and `department`. */
  name: string
  kind: FieldKind
  required?: boolean
  /** Of a `word`: the vocabulary it is of. */
  vocabulary?: string
  /** Of a `unit`: what is sent when none is named. */
  otherwise?: 'proposed' | 'district'
  /** How it is called, where it is not by its name. */
  label?: string
}

export interface Action {
  path: string
  fields: ActionField[]
  /** Sent with every one. */
  says?: Record<string, unknown>
  tone?: 'primary' | 'danger'
}

const REASON: ActionField = { name: 'reason', kind: 'long', required: true }
const NOTE: ActionField = { name: 'note', kind: 'short' }

export const ACTIONS: Readonly<Record<string, Action>> = {
  answer: { path: 'answer', fields: [{ name: 'answer', kind: 'long', required: true }], tone: 'primary' },
  dispatch: { path: 'dispatch', fields: [{ name: 'unit', kind: 'unit', otherwise: 'proposed' }, NOTE], tone: 'primary' },
  sign: { path: 'sign', fields: [NOTE], tone: 'primary' },
  start: { path: 'start', fields: [], tone: 'primary' },
  settle: { path: 'settle', fields: [{ name: 'result', kind: 'long', required: true }], tone: 'primary' },
  reply: { path: 'reply', fields: [{ name: 'answer', kind: 'long', required: true, label: 'reply' }] },
  wait: { path: 'wait', fields: [{ name: 'waiting_for', kind: 'word', vocabulary: 'WaitingFor', required: true }, REASON] },
  resume: { path: 'resume', fields: [], tone: 'primary' },
  return: { path: 'return', fields: [{ name: 'code', kind: 'word', vocabulary: 'ReturnReason', required: true }, REASON], tone: 'danger' },
  dispute: { path: 'dispute', fields: [REASON], tone: 'danger' },
  decide_dispute: { path: 'dispute/decide', fields: [{ name: 'unit', kind: 'unit', otherwise: 'district' }, REASON], tone: 'primary' },
  ask_extension: { path: 'extension', fields: [{ name: 'until', kind: 'moment', required: true }, REASON] },
  decide_extension: { path: 'extension/decide', fields: [{ name: 'approved', kind: 'decision', required: true }, REASON], tone: 'primary' },
  supervise: { path: 'supervise', fields: [{ name: 'instruction', kind: 'long', required: true }, { name: 'settle_due_at', kind: 'moment' }] },
  exclude: { path: 'exclude', fields: [REASON] },
  add_helper: { path: 'helpers', fields: [{ name: 'unit', kind: 'unit', required: true }, REASON, { name: 'due_at', kind: 'moment' }] },
  accept: { path: 'verify', fields: [], says: { accepted: true }, tone: 'primary' },
  refuse: { path: 'verify', fields: [REASON], says: { accepted: false }, tone: 'danger' },
  call_again: { path: 'call-back', fields: [], says: { outcome: 'not_reached' } },
  satisfied: { path: 'call-back', fields: [{ name: 'satisfaction', kind: 'level', required: true }], says: { outcome: 'satisfied' } },
  unsatisfied: { path: 'call-back', fields: [{ name: 'satisfaction', kind: 'level', required: true }, REASON], says: { outcome: 'unsatisfied' } },
  close: { path: 'close', fields: [NOTE] },
  reopen: { path: 'reopen', fields: [REASON] },
  withdraw: { path: 'withdraw', fields: [NOTE], tone: 'danger' },
  unmerge: { path: 'unmerge', fields: [REASON] },
  refer: {
    path: 'refer',
    fields: [{ name: 'line', kind: 'word', vocabulary: 'EmergencyLine', required: true }, { name: 'reference', kind: 'short', required: true }, { name: 'three_party', kind: 'yes' }, REASON],
  },
  keep: { path: 'refer', fields: [{ name: 'line', kind: 'word', vocabulary: 'EmergencyLine', required: true }, { name: 'three_party', kind: 'yes' }, REASON] },
  take_back: { path: 'take-back', fields: [REASON] },
}

/** What the form's values are sent as; throws nothing, leaves out what is empty. */
export function bodyOf(action: Action, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const body: Record<string, unknown> = { ...action.says }
  for (const field of action.fields) {
    const names = field.kind === 'unit' ? ['unit_area', 'department'] : [field.name]
    for (const name of names) {
      const value = values[name]
      if (value !== undefined && value !== '' && value !== null) body[name] = value
    }
    if (field.kind === 'yes') body[field.name] = values[field.name] === true
  }
  return body
}

/** The names of required fields that are empty. */
export function missing(action: Action, values: Readonly<Record<string, unknown>>): string[] {
  const empty = (name: string) => values[name] === undefined || values[name] === null || String(values[name]).trim() === ''
  return action.fields
    .filter((one) => one.required)
    .flatMap((one) => (one.kind === 'unit' ? ['unit_area', 'department'] : [one.name]))
    .filter(empty)
}
