import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EventDetail, Participant } from '../../src/api/events'
import { dayOf, gridOf, guestsOf, minutesOf, slotsOf, slotStarts, timeOf } from '../../src/lib/event'

test('slots end in time, with pauses between them', () => {
  assert.deepEqual(slotStarts('09:00', '10:30', 25, 5), ['09:00', '09:30', '10:00'])
  assert.deepEqual(slotStarts('09:00', '10:24', 25, 5), ['09:00', '09:30'])
  assert.deepEqual(slotStarts('09:00', '09:10', 25, 5), [])
  assert.deepEqual(slotStarts('9:00', '10:00', 25, 5), [], 'a time is written with two digits')
  assert.deepEqual(slotStarts('09:00', '10:00', 0, 0), [], 'no slot without length')
})

test('times are read and written alike', () => {
  for (const time of ['00:00', '09:05', '23:59']) assert.equal(timeOf(minutesOf(time)!), time)
  for (const bad of ['24:00', '12:60', '1:00', '']) assert.equal(minutesOf(bad), null)
})

test('slots in which somebody is away are read as people write them', () => {
  assert.deepEqual(slotsOf('1，3、4', 4), [1, 3, 4])
  assert.deepEqual(slotsOf('', 4), [])
  for (const bad of ['0', '5', 'x', '1.5']) assert.equal(slotsOf(bad, 4), null)
})

test('pasted lines become guests, each once', () => {
  assert.deepEqual(guestsOf('甲公司\t王某\n\n乙公司\r\n甲公司，李某\n'), [{ name: '甲公司', contact: '王某' }, { name: '乙公司' }])
})

const person = (id: string, unavailable: number[] = []) => ({ id, unavailable }) as unknown as Participant
const event = {
  slots: 5, tables: 2, participant_list: [person('p'), person('q'), person('r')],
  plan: { meetings: [{ meeting: 0, a: 'p', b: 'q', slot: 1, table: 2 }, { meeting: 1, a: 'r', b: 'p', slot: 4, table: 1 }] },
} as unknown as EventDetail

test('a day shows meetings, breaks between them and slots away', () => {
  assert.deepEqual(dayOf(event, person('p', [3])).map((cell) => cell.kind), ['meeting', 'break', 'away', 'meeting', 'idle'])
  assert.deepEqual(dayOf(event, person('q', [5])).map((cell) => cell.kind), ['meeting', 'idle', 'idle', 'idle', 'away'])
  assert.deepEqual(dayOf(event, person('x')).map((cell) => cell.kind), Array(5).fill('idle'))
  const cell = dayOf(event, person('p'))[3]
  assert.equal(cell.kind === 'meeting' && cell.other, 'r')
})

test('the grid holds each meeting at its slot and table', () => {
  const grid = gridOf(event)
  assert.equal(grid.length, 5)
  assert.equal(grid[0][1]?.meeting, 0)
  assert.equal(grid[3][0]?.meeting, 1)
  assert.equal(grid.flat().filter((meeting) => meeting !== null).length, 2)
})
