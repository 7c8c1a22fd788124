// Pan and zoom of a drawing in a frame: drag, two fingers or Ctrl+wheel, buttons. A plain wheel scrolls the page.
import { computed, onMounted, ref, type Ref } from 'vue'

interface Box {
  x: number
  y: number
  width: number
  height: number
}

const kLeast = 0.3
const kMost = 2.2
const kPad = 22
const kTallest = 1600
const kLowest = 360
const kDragFrom = 5 // pixels: less is a click

export function useViewport(frame: Ref<SVGSVGElement | undefined>, size: () => { width: number; height: number }) {
  const scale = ref(1)
  const x = ref(kPad)
  const y = ref(kPad)
  const dragging = ref(false)
  const height = ref(480) // of the frame: as tall as the drawing needs, within reason
  let from: { x: number; y: number; px: number; py: number } | null = null
  let moved = false

  function fit(): void {
    const width = frame.value?.clientWidth ?? 0
    const wanted = (width - 2 * kPad) / Math.max(1, size().width)
    scale.value = Math.min(1.1, Math.max(kLeast, wanted))
    x.value = Math.max(kPad, (width - size().width * scale.value) / 2)
    y.value = kPad
    height.value = Math.min(kTallest, Math.max(kLowest, size().height * scale.value + 2 * kPad))
  }

  function zoomAt(factor: number, px: number, py: number): void {
    const next = Math.min(kMost, Math.max(kLeast, scale.value * factor))
    x.value = px - ((px - x.value) * next) / scale.value
    y.value = py - ((py - y.value) * next) / scale.value
    scale.value = next
  }

  function zoom(factor: number): void {
    const f = frame.value
    if (f) zoomAt(factor, f.clientWidth / 2, f.clientHeight / 2)
  }

  /** Moves just so far that the box is in sight: the keyboard went there. */
  function show(box: Box): void {
    const f = frame.value
    if (!f) return
    const into = (at: number, length: number, room: number) =>
      at < kPad ? kPad - at : at + length > room - kPad ? room - kPad - at - length : 0
    x.value += into(x.value + box.x * scale.value, box.width * scale.value, f.clientWidth)
    y.value += into(y.value + box.y * scale.value, box.height * scale.value, f.clientHeight)
  }

  const on = {
    wheel(event: WheelEvent) {
      if (!event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      const rect = frame.value!.getBoundingClientRect()
      zoomAt(Math.exp(-event.deltaY * 0.004), event.clientX - rect.left, event.clientY - rect.top)
    },
    pointerdown(event: PointerEvent) {
      moved = false
      if (event.button === 0) from = { x: x.value, y: y.value, px: event.clientX, py: event.clientY }
    },
    pointermove(event: PointerEvent) {
      if (!from) return
      const [dx, dy] = [event.clientX - from.px, event.clientY - from.py]
      if (!moved && Math.hypot(dx, dy) < kDragFrom) return
      if (!moved) frame.value?.setPointerCapture(event.pointerId)
      moved = dragging.value = true
      x.value = from.x + dx
      y.value = from.y + dy
    },
    pointerup() {
      from = null
      dragging.value = false
    },
    pointercancel() {
      from = null
      dragging.value = false
    },
  }

  onMounted(fit)
  return { transform: computed(() => `translate(${x.value} ${y.value}) scale(${scale.value})`), dragging, height, on, fit, zoom, show, dragged: () => moved }
}
