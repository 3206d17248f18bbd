"""What other people's programs use: LangChain's interfaces over an advisor."""
