import type { Outlines, Position } from '../src/lib/geo'
export function makeOutlines(): Outlines
export function simplifyLine(points: Position[], tolerance: number): Position[]
