import { DOC_EXPLORER_PLUGIN, DocExplorerStore } from "@graphiql/plugin-doc-explorer";
import { explorerPlugin } from "@graphiql/plugin-explorer";
import { HISTORY_PLUGIN, HistoryStore } from "@graphiql/plugin-history";
import { GraphiQLProvider, useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { GraphiQL, GraphiQLInterface } from "graphiql";
import { useEffect, useRef, useState } from "react";

import { CARD_READER } from "./card_reader";
import { ANYWHERE, DEMO } from "./examples";
import { EXAMPLES } from "./examples_panel";
import { fetcher } from "./fetcher";
import { Header } from "./header";
import { kept } from "./kept";
import { MayI } from "./may_i_panel";
import { told } from "./told";
import { language, who } from "./who";

const PLUGINS = [
  EXAMPLES,
  DOC_EXPLORER_PLUGIN,
  explorerPlugin({ showAttribution: false }),
  HISTORY_PLUGIN,
  ...(told.personas ? [CARD_READER] : []),
];
const WIDE = 1200;
const NARROW = 800;
const FIRST = (told.personas ? DEMO : ANYWHERE)[0];

/** GraphiQL, with who I am above it and what I may beside it. */
export function Page() {
  const [panel, setPanel] = useState(window.innerWidth >= WIDE);
  return (
    <GraphiQLProvider
      fetcher={fetcher}
      plugins={PLUGINS}
      referencePlugin={DOC_EXPLORER_PLUGIN}
      visiblePlugin={window.innerWidth < NARROW ? undefined : EXAMPLES}
      defaultTabs={[{ query: FIRST?.query ?? "" }]}
      storage={kept}
      schemaDescription
      inputValueDeprecation
    >
      <HistoryStore>
        <DocExplorerStore>
          <div className="page graphiql-container">
            <RunAgain />
            <SmallPrint />
            <Header panel={panel} onPanel={() => setPanel(!panel)} />
            <main>
              <GraphiQLInterface showPersistHeadersSettings={false} defaultEditorToolsVisibility="variables">
                <GraphiQL.Logo>{null}</GraphiQL.Logo>
              </GraphiQLInterface>
              {panel && <MayI />}
            </main>
          </div>
        </DocExplorerStore>
      </HistoryStore>
    </GraphiQLProvider>
  );
}

/** Two editors and a panel lie side by side: their text is a little smaller than GraphiQL would have it. */
function SmallPrint() {
  const { queryEditor, variableEditor, headerEditor, responseEditor } = useGraphiQL((state) => state);
  useEffect(() => {
    for (const editor of [queryEditor, variableEditor, headerEditor, responseEditor]) editor?.updateOptions({ fontSize: 13 });
  }, [queryEditor, variableEditor, headerEditor, responseEditor]);
  return null;
}

/** Whoever becomes somebody else sees at once what changes: a query that was answered is asked again. */
function RunAgain() {
  const { run } = useGraphiQLActions();
  const { operations, operationName, responseEditor } = useGraphiQL((state) => state);
  const signedIn = who.use();
  const spoken = language.use();
  const last = useRef({ signedIn, spoken });
  useEffect(() => {
    if (last.current.signedIn === signedIn && last.current.spoken === spoken) return;
    last.current = { signedIn, spoken };
    const operation = operations?.find((each) => each.name?.value === operationName) ?? operations?.[0];
    if (operation?.operation === "query" && responseEditor?.getValue()) run();
  }, [signedIn, spoken, operations, operationName, responseEditor, run]);
  return null;
}
