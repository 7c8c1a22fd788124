import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countCrossings, layoutLayers, reach, type LayerEdge, type LayerNode } from '@/lib/layers'

const kOptions = { node_width: 100, node_height: 40, column_gap: 50, row_gap: 10 }

function randomChain(seed: number): { nodes: LayerNode[]; edges: LayerEdge[] } {
  let state = seed
  const next = (n: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * n)
  }
  const nodes = Array.from({ length: 40 }, (_, i) => ({ id: `n${i}`, stage: 1 + next(6) }))
  const edges = Array.from({ length: 90 }, () => ({ from: `n${next(40)}`, to: `n${next(40)}` }))
  return { nodes, edges }
}

test('two crossed edges are uncrossed', () => {
  const nodes = ['a', 'b'].map((id) => ({ id, stage: 1 })).concat(['c', 'd'].map((id) => ({ id, stage: 2 })))
  const edges = [{ from: 'a', to: 'd' }, { from: 'b', to: 'c' }]
  assert.equal(countCrossings([['a', 'b'], ['c', 'd']], edges), 1)
  const layout = layoutLayers(nodes, edges, kOptions)
  assert.equal(countCrossings(layout.columns.map((c) => c.ids), edges), 0)
})

test('ordering never adds crossings, loses a node or overlaps two (200 random chains)', () => {
  for (let seed = 1; seed <= 200; ++seed) {
    const { nodes, edges } = randomChain(seed)
    const stages = [...new Set(nodes.map((n) => n.stage))].sort((a, b) => a - b)
    const given = stages.map((stage) => nodes.filter((n) => n.stage === stage).map((n) => n.id))
    const layout = layoutLayers(nodes, edges, kOptions)
    const ordered = layout.columns.map((c) => c.ids)
    assert.ok(countCrossings(ordered, edges) <= countCrossings(given, edges), `seed ${seed}`)
    assert.deepEqual(ordered.map((ids) => [...ids].sort()), given.map((ids) => [...ids].sort()), `seed ${seed}`)
    const spots = new Set([...layout.places.values()].map((p) => `${p.x},${p.y}`))
    assert.equal(spots.size, nodes.length, `seed ${seed}`)
    for (const p of layout.places.values()) {
      assert.ok(p.y >= 0 && p.y + kOptions.node_height <= layout.height + 1e-9, `seed ${seed}`)
    }
  }
})

test('the same chain is laid out the same way each time', () => {
  const { nodes, edges } = randomChain(7)
  assert.deepEqual(layoutLayers(nodes, edges, kOptions), layoutLayers(nodes, edges, kOptions))
})

test('an empty chain has no size', () => {
  const layout = layoutLayers([], [], kOptions)
  assert.deepEqual([layout.width, layout.height, layout.places.size], [0, 0, 0])
})

test('reach follows inputs up and uses down, and ends on a cycle', () => {
  const edges = [{ from: 'ore', to: 'steel' }, { from: 'steel', to: 'gear' }, { from: 'gear', to: 'robot' }, { from: 'robot', to: 'steel' }, { from: 'glue', to: 'case' }]
  const straight = reach('gear', edges.slice(0, 3))
  assert.deepEqual([...straight.upstream].sort(), ['ore', 'steel'])
  assert.deepEqual([...straight.downstream], ['robot'])
  const cycle = reach('gear', edges)
  assert.deepEqual([...cycle.upstream].sort(), ['ore', 'robot', 'steel'])
  assert.ok(!cycle.upstream.has('gear') && !cycle.downstream.has('case'))
})
