// Types for program.ts, and the manifest of its documents, by which a gateway can tell them from any other.
export default {
  schema: "schema.json",
  documents: "codegen/program.ts",
  generates: {
    "codegen/gql/": {
      preset: "client",
      presetConfig: {
        fragmentMasking: { unmaskFunctionName: "unmasked" },
        persistedDocuments: { hashAlgorithm: "sha256" },
      },
      config: {
        documentMode: "string",
        emitLegacyCommonJSImports: false,
        enumsAsTypes: true,
        useTypeImports: true,
        strictScalars: true,
        scalars: {
          Date: "string",
          DateTime: "string",
          EmailAddress: "string",
          EnterpriseNumber: "string",
          NationalNumber: { input: "string", output: "never" },
          PhoneNumber: "string",
          Quarter: "`${number}-Q${1 | 2 | 3 | 4}`",
        },
      },
    },
  },
};
