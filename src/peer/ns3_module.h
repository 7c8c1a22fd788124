// What the shared module lianmeng_ns3.so offers to the program, in plain C: the program itself is not linked to ns-3
// (docs/decisions/0012). Instants are picoseconds.
#pragma once

#include <cstdint>

extern "C" {

// A port and the fibre behind it, between devices of its own.
struct LianmengNs3Port {
  int64_t rate_bps;
  int64_t delay_ps_min;
};

// The packets of one flow know where to go: port after port, each in the queue that lies `shift` further than the last.
struct LianmengNs3Hop {
  uint32_t port;
  int64_t shift;
};

struct LianmengNs3Packet {
  uint32_t flow, route, sequence;
  uint32_t first_hop, hops;  // in LianmengNs3Scenario::hops
  int64_t wire_bytes;
  int64_t cycle;      // of the first port
  int64_t enters_ps;  // its place in the order of that cycle
};

// Whatever the world decides is asked of `world`: when a cycle of a port opens, wire bytes of other traffic under way
// then, how long a packet takes on a link. Each packet that lies ready behind a link is told to `out`.
struct LianmengNs3Scenario {
  int64_t buffers;
  const LianmengNs3Port* ports;
  uint32_t port_count;
  const LianmengNs3Hop* hops;
  const LianmengNs3Packet* packets;
  uint64_t packet_count;
  const void* world;
  int64_t (*opening_ps)(const void* world, uint32_t port, int64_t cycle);
  int64_t (*best_effort_bytes)(const void* world, uint32_t port, int64_t cycle);
  int64_t (*delay_ps)(const void* world, uint32_t port, uint32_t flow, uint32_t sequence);
  void* out;
  void (*passed)(void* out, const LianmengNs3Packet* packet, uint32_t hop, int64_t ready_ps);
};

struct LianmengNs3 {
  // Returns how many packets were dropped: by an open queue, or left in one at its close.
  uint64_t (*run)(const LianmengNs3Scenario* scenario);
};

// The name under which the module exports a function that returns it.
const LianmengNs3* lianmeng_ns3();
}
