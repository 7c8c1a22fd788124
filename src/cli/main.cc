#include "cli/run.h"

int main(int argc, char** argv) { return lianmeng::cli::Run(argc, argv); }
