import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedPieces } from '@/lib/shared'

const marked = (text: string, other: string) => sharedPieces(text, other).map((piece) => (piece.shared ? `[${piece.text}]` : piece.text)).join('')

test('ideographs are marked that stand side by side in both', () => {
  assert.equal(marked('永磁伺服电机', '伺服电机'), '永磁[伺服电机]')
  assert.equal(marked('步进电机', '伺服电机'), '步进[电机]')
  assert.equal(marked('机电一体化', '伺服电机'), '机电一体化') // the same characters, but not side by side
})

test('whole words of letters and digits are marked, whatever their case', () => {
  assert.equal(marked('IGBT 模块', '车规级 igbt 模块'), '[IGBT] [模块]')
  assert.equal(marked('220kV变压器', '220kV 电力变压器'), '[220kV变压器]')
  assert.equal(marked('servo motor', 'a motor'), 'servo [motor]')
})

test('the pieces are the whole text, and nothing is made of nothing', () => {
  assert.deepEqual(sharedPieces('', '电机'), [])
  assert.equal(sharedPieces('轴承', '').map((piece) => piece.text).join(''), '轴承')
})
