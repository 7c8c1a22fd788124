// A chain → what its graph draws: boxes, curves, segment bands.
import type { ChainDetail, ChainNode, Segment } from '@/api/types'
import { layoutLayers, type LayerEdge, type LayerLayout } from './layers'

export const kNode = { width: 166, height: 42 }
export const kHead = 44 // room above the columns for their headings

export interface GraphBox {
  node: ChainNode
  x: number
  y: number
}
export interface GraphEdge extends LayerEdge {
  essential: boolean
  path: string
}
export interface GraphPicture {
  boxes: GraphBox[]
  edges: GraphEdge[]
  columns: { stage: number; x: number; segment: Segment }[]
  layout: LayerLayout
  width: number
  height: number
}

export function drawChain(chain: ChainDetail): GraphPicture {
  const nodes = chain.nodes.map((n) => ({ id: n.product.id, stage: n.stage }))
  const links = chain.edges.map((e) => ({ from: e.input, to: e.product, essential: e.essential }))
  const layout = layoutLayers(nodes, links, { node_width: kNode.width, node_height: kNode.height, column_gap: 40, row_gap: 7 })
  const boxes = chain.nodes.map((node) => {
    const place = layout.places.get(node.product.id)!
    return { node, x: place.x, y: place.y + kHead }
  })
  const at = new Map(boxes.map((b) => [b.node.product.id, b]))
  const edges = links.flatMap((link) => {
    const from = at.get(link.from)
    const to = at.get(link.to)
    return from && to && from !== to ? [{ ...link, path: edgePath(from, to) }] : []
  })
  const byId = new Map(chain.nodes.map((n) => [n.product.id, n]))
  const columns = layout.columns.map((c) => ({ stage: c.stage, x: c.x, segment: mainSegment(c.ids.map((id) => byId.get(id)!)) }))
  return { boxes, edges, columns, layout, width: layout.width, height: layout.height + kHead }
}

/** Leaves at the right side and arrives at the left; within a column or backwards it loops out. */
function edgePath(from: { x: number; y: number }, to: { x: number; y: number }): string {
  const [x1, y1] = [from.x + kNode.width, from.y + kNode.height / 2]
  const [x2, y2] = [to.x, to.y + kNode.height / 2]
  const reach = x2 > x1 ? Math.max(24, (x2 - x1) * 0.45) : 46
  return `M${x1},${y1}C${x1 + reach},${y1} ${x2 - reach},${y2} ${x2},${y2}`
}

function mainSegment(nodes: ChainNode[]): Segment {
  const kAll: Segment[] = ['upstream', 'midstream', 'downstream']
  const count = (segment: Segment) => nodes.filter((n) => n.segment === segment).length
  return kAll.reduce((best, segment) => (count(segment) > count(best) ? segment : best))
}

/** Cuts a name to the width of a box: a Chinese character counts two, a Latin letter one. */
export function cutName(name: string, width = 24): string {
  let used = 0
  for (let i = 0; i < name.length; ++i) {
    used += name.charCodeAt(i) > 0x2e7f ? 2 : 1
    if (used > width) return `${name.slice(0, Math.max(1, i - 1))}…`
  }
  return name
}
