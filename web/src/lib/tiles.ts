// The schematic map: one square a city. Moving with the arrow keys goes to the nearest tile that lies in that direction.

export interface Tile {
  code: string
  column: number
  row: number
}

const kWays: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** The tile that the key leads to, or undefined if none lies that way. Straight ahead beats aside. */
export function neighbourTile(tiles: Tile[], code: string, key: string): Tile | undefined {
  const way = kWays[key]
  const here = tiles.find((t) => t.code === code)
  if (!way || !here) return undefined
  let best: Tile | undefined
  let least = Infinity
  for (const tile of tiles) {
    const ahead = (tile.column - here.column) * way[0] + (tile.row - here.row) * way[1]
    const aside = Math.abs((tile.column - here.column) * way[1]) + Math.abs((tile.row - here.row) * way[0])
    if (ahead <= 0) continue
    const cost = ahead + 2 * aside
    if (cost < least) {
      least = cost
      best = tile
    }
  }
  return best
}
