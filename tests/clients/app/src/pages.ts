import { attempt, h } from "./dom";
import { say } from "./words";

interface Connection<Item> {
  edges: { node: Item }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

type Load<Item> = (after: string | null) => Promise<Connection<Item> | null | undefined>;

/** A list that is loaded a page at a time: the first at once, each other when asked for. */
export class Pages<Item extends { id: string }> {
  private readonly list = h("ul", { role: "list" });
  private readonly empty = h("p", { hidden: true }, say("nothing"));
  private readonly more = h("button", { type: "button", hidden: true, click: () => this.ask() }, say("more"));
  private readonly shown = new Set<string>();
  private after: string | null = null;

  /** The id of the first item. */
  newest: string | undefined;

  readonly element = h("div", { class: "pages" }, this.list, this.empty, this.more);

  constructor(
    private readonly load: Load<Item>,
    private readonly row: (item: Item) => HTMLElement,
  ) {}

  /** Shows what is new above what is shown; if all of the first page is new, the list begins anew. */
  async refresh() {
    const page = await this.load(null);
    const items = page?.edges.map(({ node }) => node) ?? [];
    if (!items.some(({ id }) => this.shown.has(id))) {
      this.shown.clear();
      this.list.replaceChildren();
      this.goOn(page);
    }
    this.list.prepend(...this.rows(items));
    this.newest = items[0]?.id;
    this.empty.hidden = this.list.hasChildNodes();
  }

  /** The next page. Whoever asked for it reads on from where it begins. */
  private ask() {
    attempt(async () => {
      const page = await this.load(this.after);
      const rows = this.rows(page?.edges.map(({ node }) => node) ?? []);
      this.list.append(...rows);
      rows[0]?.setAttribute("tabindex", "-1");
      rows[0]?.focus();
      this.goOn(page);
    });
  }

  private goOn(page: Connection<Item> | null | undefined) {
    this.after = page?.pageInfo.endCursor ?? null;
    this.more.hidden = !page?.pageInfo.hasNextPage;
  }

  private rows(items: Item[]) {
    const fresh = items.filter(({ id }) => !this.shown.has(id));
    for (const { id } of fresh) this.shown.add(id);
    return fresh.map(this.row);
  }
}
