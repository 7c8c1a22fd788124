import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pairKeyOf } from '@/lib/keys'

function press(key: string, more: Partial<KeyboardEvent> & { inside?: string } = {}): ReturnType<typeof pairKeyOf> {
  const target = { closest: (selectors: string) => (more.inside && selectors.split(', ').includes(more.inside) ? {} : null) }
  return pairKeyOf({ key, isComposing: false, altKey: false, ctrlKey: false, metaKey: false, defaultPrevented: false, repeat: false, target, ...more } as unknown as KeyboardEvent)
}

test('letters decide in either case, arrows move', () => {
  assert.deepEqual(['j', 'K', 'M', 'd', 'u', '?', '1', '2'].map((key) => press(key)), ['next', 'previous', 'merge', 'differ', 'undo', 'help', 'left', 'right'])
  assert.deepEqual(['ArrowRight', 'ArrowLeft', 'x', 'Enter'].map((key) => press(key)), ['next', 'previous', null, null])
})

test('nothing is decided while somebody types, holds a key down or uses a shortcut of the browser', () => {
  assert.equal(press('m', { inside: 'textarea' }), null)
  assert.equal(press('m', { ctrlKey: true }), null)
  assert.equal(press('d', { isComposing: true }), null)
  assert.equal(press('m', { repeat: true }), null)
  assert.equal(press('j', { repeat: true }), 'next')
  assert.equal(press('ArrowRight', { inside: 'input' }), null, 'arrows choose among radio buttons')
})
