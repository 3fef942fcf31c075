import type { CodegenConfig } from "@graphql-codegen/cli";

/** From the schema of the gateway and the documents in `src/`: one typed document for each, in `src/gql/`. */
export default {
  schema: "../../../schema.graphql",
  documents: "src/*.ts",
  generates: {
    "src/gql/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: "string",
        enumsAsTypes: true,
        useTypeImports: true,
        skipTypename: true,
        avoidOptionals: { field: true },
        defaultScalarType: "string",
        scalars: { ID: "string" },
      },
    },
  },
} satisfies CodegenConfig;
