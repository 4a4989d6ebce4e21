import { byCodeUnit } from './sorted-map.js';

/** Whoever makes several changes in a row: what was made for one edit is nobody else's yet and may be written to. */
export type Edit = object;

/**
 * An immutable map by id, a hash trie: a change copies two or three small nodes and shares the rest. Beside
 * `SortedMap` for speed: in a tree, finding one of 10,000 UUIDs means comparing fourteen long strings.
 *
 * Changes of one `edit` copy each node once and then write to the copy. So whoever gives an edit keeps no map between
 * two of its changes, and ends the edit before the map is let out.
 */
export class IdMap<K extends string, V> {
  private constructor(private readonly root: Branch<K, V>) {}

  static empty<K extends string, V>(): IdMap<K, V> {
    return new IdMap<K, V>(new Branch<K, V>(0, [], undefined));
  }

  get(key: K): V | undefined {
    const hash = hashOf(key);
    let node = this.root;
    for (let shift = 0; ; shift += BITS) {
      const bit = bitAt(hash, shift);
      if ((node.bitmap & bit) === 0) return undefined;
      const slot = node.slots[indexOf(node.bitmap, bit)];
      if (!(slot instanceof Branch)) return find(slot, key)?.value;
      node = slot;
    }
  }

  with(key: K, value: V, edit?: Edit): IdMap<K, V> {
    const hash = hashOf(key);
    const root = insert(this.root, 0, hash, new Leaf(hash, key, value, undefined), edit);
    return root === this.root ? this : new IdMap(root);
  }

  /** With another value in the place of one that is there. */
  changed(key: K, change: (value: V) => V, edit?: Edit): IdMap<K, V> {
    const root = alter(this.root, 0, hashOf(key), key, change, edit);
    return root === this.root ? this : new IdMap(root);
  }

  without(key: K): IdMap<K, V> {
    const root = remove(this.root, 0, hashOf(key), key);
    return root === this.root ? this : new IdMap(root);
  }

  /** All values in order of their ids, whatever the order they came in. */
  values(): V[] {
    return this.#leaves()
      .sort((a, b) => byCodeUnit(a.key, b.key))
      .map((leaf) => leaf.value);
  }

  /** All values in no order that means anything: for sums. */
  unordered(): V[] {
    return this.#leaves().map((leaf) => leaf.value);
  }

  #leaves(): Leaf<K, V>[] {
    const leaves: Leaf<K, V>[] = [];
    collect(this.root, leaves);
    return leaves;
  }
}

const BITS = 5;

class Branch<K, V> {
  constructor(
    /** Which of the 32 slots are taken; `slots` holds only those. */
    readonly bitmap: number,
    readonly slots: Slot<K, V>[],
    /** Made for it, and for the length of it not shared. */
    readonly edit: Edit | undefined,
  ) {}
}

class Leaf<K, V> {
  constructor(
    readonly hash: number,
    readonly key: K,
    readonly value: V,
    /** Another id of the very same hash. */
    readonly next: Leaf<K, V> | undefined,
  ) {}
}

type Slot<K, V> = Branch<K, V> | Leaf<K, V>;

/** Time-ordered UUIDs begin alike and are random at the end, so the end is enough. */
const HASHED_CHARACTERS = 10;

/** FNV-1a, its high bits folded into the low ones that are used first. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = Math.max(0, key.length - HASHED_CHARACTERS); at < key.length; at += 1)
    hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}

const bitAt = (hash: number, shift: number): number => 1 << ((hash >>> shift) & 31);

/** How many of the taken slots come before `bit`. */
function indexOf(bitmap: number, bit: number): number {
  let bits = bitmap & (bit - 1);
  bits -= (bits >>> 1) & 0x55555555;
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function find<K, V>(leaf: Leaf<K, V> | undefined, key: K): Leaf<K, V> | undefined {
  let each = leaf;
  while (each && each.key !== key) each = each.next;
  return each;
}

function insert<K, V>(
  node: Branch<K, V>,
  shift: number,
  hash: number,
  leaf: Leaf<K, V>,
  edit: Edit | undefined,
): Branch<K, V> {
  const bit = bitAt(hash, shift);
  const index = indexOf(node.bitmap, bit);
  if ((node.bitmap & bit) === 0) return new Branch(node.bitmap | bit, node.slots.toSpliced(index, 0, leaf), edit);
  const slot = node.slots[index];
  const changed =
    slot instanceof Branch
      ? insert(slot, shift + BITS, hash, leaf, edit)
      : slot && slot.hash !== hash
        ? fork(slot, leaf, shift + BITS, edit)
        : chain(slot, leaf);
  return changed === slot ? node : owned(node, index, changed, edit);
}

/** The branch with another slot: itself, if it was made for the same edit. */
function owned<K, V>(node: Branch<K, V>, index: number, slot: Slot<K, V>, edit: Edit | undefined): Branch<K, V> {
  const own = edit !== undefined && node.edit === edit ? node : new Branch(node.bitmap, node.slots.slice(), edit);
  own.slots[index] = slot;
  return own;
}

function alter<K, V>(
  node: Branch<K, V>,
  shift: number,
  hash: number,
  key: K,
  change: (value: V) => V,
  edit: Edit | undefined,
): Branch<K, V> {
  const bit = bitAt(hash, shift);
  if ((node.bitmap & bit) === 0) return node;
  const index = indexOf(node.bitmap, bit);
  const slot = node.slots[index];
  if (slot instanceof Branch) {
    const branch = alter(slot, shift + BITS, hash, key, change, edit);
    return branch === slot ? node : owned(node, index, branch, edit);
  }
  const leaf = find(slot, key);
  if (!slot || !leaf) return node;
  return owned(node, index, chain(slot, new Leaf(leaf.hash, leaf.key, change(leaf.value), undefined)), edit);
}

function fork<K, V>(a: Leaf<K, V>, b: Leaf<K, V>, shift: number, edit: Edit | undefined): Branch<K, V> {
  return insert(insert(new Branch<K, V>(0, [], edit), shift, a.hash, a, edit), shift, b.hash, b, edit);
}

/** Ids of one hash share a slot; a leaf of the same id is replaced. */
function chain<K, V>(old: Leaf<K, V> | undefined, leaf: Leaf<K, V>): Leaf<K, V> {
  return new Leaf(leaf.hash, leaf.key, leaf.value, unchain(old, leaf.key));
}

function unchain<K, V>(leaf: Leaf<K, V> | undefined, key: K): Leaf<K, V> | undefined {
  if (!leaf) return undefined;
  if (leaf.key === key) return leaf.next;
  const next = unchain(leaf.next, key);
  return next === leaf.next ? leaf : new Leaf(leaf.hash, leaf.key, leaf.value, next);
}

/** Removes a key if it is there. An emptied branch is cut; one left with a single leaf does no harm. */
function remove<K, V>(node: Branch<K, V>, shift: number, hash: number, key: K): Branch<K, V> {
  const bit = bitAt(hash, shift);
  if ((node.bitmap & bit) === 0) return node;
  const index = indexOf(node.bitmap, bit);
  const slot = node.slots[index];
  const rest = slot instanceof Branch ? cut(remove(slot, shift + BITS, hash, key)) : unchain(slot, key);
  if (rest === slot) return node;
  return rest
    ? new Branch(node.bitmap, node.slots.with(index, rest), undefined)
    : new Branch(node.bitmap ^ bit, node.slots.toSpliced(index, 1), undefined);
}

const cut = <K, V>(node: Branch<K, V>): Branch<K, V> | undefined => (node.bitmap === 0 ? undefined : node);

function collect<K, V>(slot: Slot<K, V>, into: Leaf<K, V>[]): void {
  if (slot instanceof Branch) for (const each of slot.slots) collect(each, into);
  else for (let leaf: Leaf<K, V> | undefined = slot; leaf; leaf = leaf.next) into.push(leaf);
}
