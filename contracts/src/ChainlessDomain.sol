// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

/// @title EIP-712 without a chain id
/// @notice The domain has name, version and verifyingContract only, so one signature can serve several chains. What is
/// signed has to say itself where it counts: recovery requests and cancellations list their chains, user operation
/// hashes contain the chain id, and a message or verification hash comes from a contract that binds what it needs.
/// @dev OpenZeppelin's EIP712 always puts the chain id into the domain. Here the separator is computed at every use, so the
/// code is the same wherever it is deployed and can be told by its hash; ChainlessEIP712 keeps it, which is cheaper.
abstract contract ChainlessDomain is IERC5267 {
    bytes32 internal constant _DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,address verifyingContract)");

    /// @inheritdoc IERC5267
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        )
    {
        (name, version) = _domainNameAndVersion();
        // 0b01011: name, version, verifyingContract.
        return (0x0b, name, version, 0, address(this), 0, new uint256[](0));
    }

    /// @notice The EIP-712 domain separator of this contract, the same on every chain.
    function domainSeparator() external view returns (bytes32) {
        return _separator();
    }

    function _domainNameAndVersion() internal pure virtual returns (string memory name, string memory version);

    function _separator() internal view virtual returns (bytes32) {
        (string memory name, string memory version) = _domainNameAndVersion();
        return keccak256(abi.encode(_DOMAIN_TYPE, keccak256(bytes(name)), keccak256(bytes(version)), address(this)));
    }

    /// @dev What is signed for a struct: keccak256(0x1901 ‖ domain separator ‖ struct hash).
    function _digest(bytes32 structHash) internal view returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(_separator(), structHash);
    }
}
