import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { Kind, parse } from "graphql";

/** Opens an operation in a tab of its own, or goes to the tab that has it already. */
export function useOpen(): (query: string, variables?: unknown) => void {
  const { addTab, changeTab, setOperationFacts, stop } = useGraphiQLActions();
  const { tabs, queryEditor, variableEditor } = useGraphiQL((state) => state);
  return (query, variables) => {
    const given = variables === undefined ? "" : JSON.stringify(variables, null, 2);
    const open = tabs.findIndex((tab) => tab.query === query && (tab.variables ?? "") === given);
    stop(); // A subscription would go on in the other tab.
    if (open >= 0) changeTab(open);
    else {
      addTab();
      queryEditor?.setValue(query);
      variableEditor?.setValue(given);
    }
    setOperationFacts(factsOf(query));
  };
}

/** What GraphiQL finds out a moment later, now: whoever runs it at once does not run the operation of the tab before. */
function factsOf(query: string) {
  const documentAST = parse(query);
  const operations = documentAST.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  return { documentAST, operations, operationName: operations[0]?.name?.value };
}
