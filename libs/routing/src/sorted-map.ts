/**
 * An immutable map kept in key order: every change answers a new map that shares all but O(log n) of
 * the old one, which stays valid. A weight-balanced tree rather than a B-tree or Map because the sizes
 * in its nodes also answer "how many are before this key", which is a caller's place in the queue.
 *
 * A value may be given a height, and each node knows the greatest of its subtree: the first value of at least some
 * height is found without a look at those before it, as the first agent who is good enough.
 */
export class SortedMap<K, V> {
  private constructor(
    private readonly compare: Compare<K>,
    private readonly root: Tree<K, V>,
  ) {}

  static empty<K, V>(compare: Compare<K>): SortedMap<K, V> {
    return new SortedMap<K, V>(compare, null);
  }

  get size(): number {
    return sizeOf(this.root);
  }

  get(key: K): V | undefined {
    let node = this.root;
    while (node) {
      const order = this.compare(key, node.key);
      if (order === 0) return node.value;
      node = order < 0 ? node.left : node.right;
    }
    return undefined;
  }

  /** The value of the lowest key. */
  first(): V | undefined {
    let node = this.root;
    while (node?.left) node = node.left;
    return node?.value;
  }

  /** The value at a place, counted from 0. */
  at(place: number): V | undefined {
    let node = this.root;
    let left = place;
    while (node) {
      const before = sizeOf(node.left);
      if (left === before) return node.value;
      if (left < before) node = node.left;
      else {
        left -= before + 1;
        node = node.right;
      }
    }
    return undefined;
  }

  /** The greatest height of all values; -Infinity when there are none. */
  get top(): number {
    return topOf(this.root);
  }

  /** The number of keys before `key`, whether or not `key` itself is present. */
  rank(key: K): number {
    let before = 0;
    let node = this.root;
    while (node) {
      const order = this.compare(key, node.key);
      if (order <= 0) node = node.left;
      else {
        before += sizeOf(node.left) + 1;
        node = node.right;
      }
    }
    return before;
  }

  with(key: K, value: V, height = 0): SortedMap<K, V> {
    return new SortedMap(this.compare, insert(this.root, key, value, height, this.compare));
  }

  without(key: K): SortedMap<K, V> {
    const root = remove(this.root, key, this.compare);
    return root === this.root ? this : new SortedMap(this.compare, root);
  }

  /** The values of the `limit` lowest keys, in order; only those of at least a height, if one is given. */
  take(limit: number, height = -Infinity): V[] {
    const taken: V[] = [];
    collect(this.root, limit, height, taken);
    return taken;
  }

  /** All values in key order. */
  values(): V[] {
    return this.take(this.size);
  }
}

export type Compare<K> = (a: K, b: K) => number;

/** Orders branded ids and other strings by code unit, the same on every machine. */
export const byCodeUnit: Compare<string> = (a, b) => (a === b ? 0 : a < b ? -1 : 1);

class Node<K, V> {
  readonly size: number;
  readonly top: number;

  constructor(
    readonly key: K,
    readonly value: V,
    readonly height: number,
    readonly left: Tree<K, V>,
    readonly right: Tree<K, V>,
  ) {
    this.size = sizeOf(left) + sizeOf(right) + 1;
    let top = height;
    if (left && left.top > top) top = left.top;
    if (right && right.top > top) top = right.top;
    this.top = top;
  }
}

type Tree<K, V> = Node<K, V> | null;

const sizeOf = <K, V>(tree: Tree<K, V>): number => (tree === null ? 0 : tree.size);
const topOf = <K, V>(tree: Tree<K, V>): number => (tree === null ? -Infinity : tree.top);

function insert<K, V>(tree: Tree<K, V>, key: K, value: V, height: number, compare: Compare<K>): Node<K, V> {
  if (!tree) return new Node(key, value, height, null, null);
  const order = compare(key, tree.key);
  if (order === 0) return new Node(key, value, height, tree.left, tree.right);
  return order < 0
    ? balance(tree, insert(tree.left, key, value, height, compare), tree.right)
    : balance(tree, tree.left, insert(tree.right, key, value, height, compare));
}

function remove<K, V>(tree: Tree<K, V>, key: K, compare: Compare<K>): Tree<K, V> {
  if (!tree) return null;
  const order = compare(key, tree.key);
  if (order === 0) return join(tree.left, tree.right);
  if (order < 0) {
    const left = remove(tree.left, key, compare);
    return left === tree.left ? tree : balance(tree, left, tree.right);
  }
  const right = remove(tree.right, key, compare);
  return right === tree.right ? tree : balance(tree, tree.left, right);
}

/** Joins the two subtrees a removed node leaves behind. */
function join<K, V>(left: Tree<K, V>, right: Tree<K, V>): Tree<K, V> {
  if (!left) return right;
  if (!right) return left;
  let next = right;
  while (next.left) next = next.left;
  return balance(next, left, removeFirst(right));
}

function removeFirst<K, V>(tree: Node<K, V>): Tree<K, V> {
  return tree.left ? balance(tree, removeFirst(tree.left), tree.right) : tree.right;
}

// The only integer parameters for which both insertion and removal keep the balance
// (Hirai and Yamamoto, "Balancing weight-balanced trees", 2011).
const DELTA = 3;
const GAMMA = 2;

const tooLight = (a: number, b: number): boolean => DELTA * (a + 1) < b + 1;

/** Makes a node with the key, value and height of `at` over two subtrees, one of which has changed by one element. */
function balance<K, V>(at: Node<K, V>, left: Tree<K, V>, right: Tree<K, V>): Node<K, V> {
  const l = sizeOf(left);
  const r = sizeOf(right);
  if (right && tooLight(l, r)) {
    const { left: near, right: far } = right;
    if (near && sizeOf(near) + 1 >= GAMMA * (sizeOf(far) + 1))
      return like(near, like(at, left, near.left), like(right, near.right, far));
    return like(right, like(at, left, near), far);
  }
  if (left && tooLight(r, l)) {
    const { left: far, right: near } = left;
    if (near && sizeOf(near) + 1 >= GAMMA * (sizeOf(far) + 1))
      return like(near, like(left, far, near.left), like(at, near.right, right));
    return like(left, far, like(at, near, right));
  }
  return like(at, left, right);
}

const like = <K, V>(at: Node<K, V>, left: Tree<K, V>, right: Tree<K, V>): Node<K, V> =>
  new Node(at.key, at.value, at.height, left, right);

function collect<K, V>(tree: Tree<K, V>, limit: number, height: number, into: V[]): void {
  if (!tree || tree.top < height || into.length >= limit) return;
  collect(tree.left, limit, height, into);
  if (into.length >= limit) return;
  if (tree.height >= height) into.push(tree.value);
  collect(tree.right, limit, height, into);
}
