// What the pages of matchmaking events compute: slots of a day, who sits where, whose day has breaks.
import type { EventDetail, Meeting, Participant } from '@/api/events'

export const kEventStates = ['draft', 'inviting', 'planned', 'closed'] as const
export const kParticipantStates = ['invited', 'accepted', 'declined'] as const
export const kPriorities = ['must', 'wish', 'no_thanks'] as const
export const kSessions = ['any', 'morning', 'afternoon'] as const

const kDay = 24 * 60

/** "09:05" → 545; null if it is no time. */
export function minutesOf(text: string): number | null {
  const found = /^(\d{2}):(\d{2})$/.exec(text)
  if (!found) return null
  const minutes = 60 * Number(found[1]) + Number(found[2])
  return Number(found[2]) < 60 && minutes < kDay ? minutes : null
}

export function timeOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/** Beginnings of slots that end by `to`, `pause` minutes between them. Empty if the times are none or there is no room. */
export function slotStarts(from: string, to: string, minutes: number, pause: number): string[] {
  const [begin, end] = [minutesOf(from), minutesOf(to)]
  const starts: string[] = []
  if (begin === null || end === null || !(minutes >= 1) || !(pause >= 0)) return starts
  for (let at = begin; at + minutes <= end; at += minutes + pause) starts.push(timeOf(at))
  return starts
}

/** "09:00, 09:30" → ["09:00", "09:30"]; any of blanks, commas and Chinese commas stands between. */
export function words(text: string): string[] {
  return text.split(/[\s,，、;；]+/).filter((word) => word !== '')
}

/** "1, 3" → [1, 3]; null if something is not a slot from 1 to `slots`. */
export function slotsOf(text: string, slots: number): number[] | null {
  const numbers = words(text).map(Number)
  return numbers.every((n) => Number.isInteger(n) && n >= 1 && n <= slots) ? numbers : null
}

/** What people call a participant, briefly. */
export function nameOf(participant: Participant | undefined): string {
  return participant ? participant.organisation?.short_name || participant.name : '—'
}

export type Cell = { kind: 'meeting'; meeting: Meeting; other: string } | { kind: 'break' | 'away' | 'idle' }

/** One participant's day, slot by slot: meetings, idle slots between two of them, slots in which it cannot come. */
export function dayOf(event: EventDetail, participant: Participant): Cell[] {
  const cells: Cell[] = Array.from({ length: event.slots }, () => ({ kind: 'idle' }))
  for (const slot of participant.unavailable) cells[slot - 1] = { kind: 'away' }
  const taken: number[] = []
  for (const meeting of event.plan?.meetings ?? []) {
    if (meeting.a !== participant.id && meeting.b !== participant.id) continue
    cells[meeting.slot - 1] = { kind: 'meeting', meeting, other: meeting.a === participant.id ? meeting.b : meeting.a }
    taken.push(meeting.slot)
  }
  for (let slot = Math.min(...taken); slot < Math.max(...taken); ++slot) {
    if (cells[slot - 1].kind === 'idle') cells[slot - 1] = { kind: 'break' }
  }
  return cells
}

/** The meetings of a timetable by place: grid[slot - 1][table - 1]. */
export function gridOf(event: EventDetail): (Meeting | null)[][] {
  const grid = Array.from({ length: event.slots }, () => Array<Meeting | null>(event.tables).fill(null))
  for (const meeting of event.plan?.meetings ?? []) {
    const row = grid[meeting.slot - 1]
    if (row && meeting.table <= row.length) row[meeting.table - 1] = meeting
  }
  return grid
}

export interface NamedGuest { name: string; contact?: string }

/** Lines as they are pasted from a table: a name, and after a tab or comma who comes. Empty lines and repeated names are left out. */
export function guestsOf(text: string): NamedGuest[] {
  const guests = new Map<string, NamedGuest>()
  for (const line of text.split(/\r?\n/)) {
    const [name, contact] = line.split(/\t|,|，/).map((part) => part.trim())
    if (!name || guests.has(name)) continue
    guests.set(name, contact ? { name, contact } : { name })
  }
  return [...guests.values()]
}
