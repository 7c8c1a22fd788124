// Layout of a chain: products in columns by stage, ordered within a column so that few edges cross.
//
// Ordering is the barycentre heuristic (Sugiyama, Tagawa and Toda 1981): sweep left and right, put each node at the mean
// height of its neighbours in the other columns, and keep the best order seen. Cost O(sweeps · E log E): 80 nodes and
// 300 edges take a few milliseconds. Deterministic: ties keep the order given.

export interface LayerNode {
  id: string
  stage: number
}
export interface LayerEdge {
  from: string
  to: string
}
export interface Place {
  column: number
  row: number
  x: number
  y: number
}
export interface LayerOptions {
  node_width: number
  node_height: number
  column_gap: number
  row_gap: number
  sweeps?: number
}
export interface LayerLayout {
  places: Map<string, Place>
  columns: { stage: number; x: number; ids: string[] }[]
  width: number
  height: number
}

export function layoutLayers(nodes: LayerNode[], edges: LayerEdge[], options: LayerOptions): LayerLayout {
  const stages = [...new Set(nodes.map((n) => n.stage))].sort((a, b) => a - b)
  const columns = stages.map((stage) => nodes.filter((n) => n.stage === stage).map((n) => n.id))
  const ordered = orderColumns(columns, edges, options.sweeps ?? 12)

  const pitch = options.node_height + options.row_gap
  const tallest = Math.max(0, ...ordered.map((ids) => ids.length))
  const height = Math.max(0, tallest * pitch - options.row_gap)
  const places = new Map<string, Place>()
  const out: LayerLayout['columns'] = []
  ordered.forEach((ids, column) => {
    const x = column * (options.node_width + options.column_gap)
    const top = (height - (ids.length * pitch - options.row_gap)) / 2
    ids.forEach((id, row) => places.set(id, { column, row, x, y: top + row * pitch }))
    out.push({ stage: stages[column], x, ids })
  })
  const width = Math.max(0, ordered.length * (options.node_width + options.column_gap) - options.column_gap)
  return { places, columns: out, width, height }
}

function orderColumns(columns: string[][], edges: LayerEdge[], sweeps: number): string[][] {
  const neighbours = neighboursOf(columns, edges)
  let now = columns.map((ids) => [...ids])
  let best = now
  let fewest = countCrossings(best, edges)
  for (let sweep = 0; sweep < sweeps && fewest > 0; ++sweep) {
    now = now.map((ids) => [...ids])
    const heights = heightsOf(now)
    const forward = sweep % 2 === 0
    for (let step = 0; step < now.length; ++step) {
      const column = forward ? step : now.length - 1 - step
      sortByBarycentre(now[column], neighbours, heights, { column, forward })
      setHeights(now[column], heights)
    }
    const crossings = countCrossings(now, edges)
    if (crossings < fewest) {
      fewest = crossings
      best = now
    }
  }
  return best
}

interface Neighbour {
  id: string
  column: number
}

function neighboursOf(columns: string[][], edges: LayerEdge[]): Map<string, Neighbour[]> {
  const column = new Map<string, number>()
  columns.forEach((ids, index) => ids.forEach((id) => column.set(id, index)))
  const neighbours = new Map<string, Neighbour[]>()
  for (const id of column.keys()) neighbours.set(id, [])
  for (const { from, to } of edges) {
    const a = column.get(from)
    const b = column.get(to)
    if (a === undefined || b === undefined || a === b) continue
    neighbours.get(from)!.push({ id: to, column: b })
    neighbours.get(to)!.push({ id: from, column: a })
  }
  return neighbours
}

/** Height of each node as a share of its column, so that columns of unlike length compare. */
function heightsOf(columns: string[][]): Map<string, number> {
  const heights = new Map<string, number>()
  for (const ids of columns) setHeights(ids, heights)
  return heights
}

function setHeights(ids: string[], heights: Map<string, number>): void {
  ids.forEach((id, row) => heights.set(id, row + 0.5 - ids.length / 2))
}

function sortByBarycentre(
  ids: string[],
  neighbours: Map<string, Neighbour[]>,
  heights: Map<string, number>,
  from: { column: number; forward: boolean },
): void {
  const target = new Map<string, number>()
  for (const id of ids) {
    const near = neighbours.get(id)!.filter((n) => (from.forward ? n.column < from.column : n.column > from.column))
    const sum = near.reduce((total, n) => total + heights.get(n.id)!, 0)
    target.set(id, near.length > 0 ? sum / near.length : heights.get(id)!)
  }
  ids.sort((a, b) => target.get(a)! - target.get(b)! || heights.get(a)! - heights.get(b)!)
}

/** Pairs of edges that cross, both drawn as straight lines between the same two columns. */
export function countCrossings(columns: string[][], edges: LayerEdge[]): number {
  const place = new Map<string, { column: number; height: number }>()
  columns.forEach((ids, column) =>
    ids.forEach((id, row) => place.set(id, { column, height: row + 0.5 - ids.length / 2 })),
  )
  const spans = new Map<string, { left: number; right: number }[]>()
  for (const { from, to } of edges) {
    const a = place.get(from)
    const b = place.get(to)
    if (!a || !b || a.column === b.column) continue
    const [l, r] = a.column < b.column ? [a, b] : [b, a]
    const key = `${l.column}-${r.column}`
    if (!spans.has(key)) spans.set(key, [])
    spans.get(key)!.push({ left: l.height, right: r.height })
  }
  let crossings = 0
  for (const lines of spans.values()) {
    for (let i = 0; i < lines.length; ++i) {
      for (let j = i + 1; j < lines.length; ++j) {
        if ((lines[i].left - lines[j].left) * (lines[i].right - lines[j].right) < 0) ++crossings
      }
    }
  }
  return crossings
}

/** Everything that feeds the node, and everything that it feeds, itself included in neither. Bears cycles. */
export function reach(id: string, edges: LayerEdge[]): { upstream: Set<string>; downstream: Set<string> } {
  return { upstream: walk(id, edges, 'to', 'from'), downstream: walk(id, edges, 'from', 'to') }
}

function walk(id: string, edges: LayerEdge[], at: 'from' | 'to', next: 'from' | 'to'): Set<string> {
  const seen = new Set<string>()
  const open = [id]
  while (open.length > 0) {
    const here = open.pop()!
    for (const edge of edges) {
      if (edge[at] !== here || seen.has(edge[next]) || edge[next] === id) continue
      seen.add(edge[next])
      open.push(edge[next])
    }
  }
  return seen
}
